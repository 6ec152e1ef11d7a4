import { z } from 'zod';
import * as turns from '#lib/api/turns.ts';
import * as phonebook from '#lib/phonebook/api.ts';
import { employeeSchema } from '#lib/phonebook/contact.ts';
import type { Scope } from '#lib/roles.ts';

export type Operation = {
  method: 'get' | 'post' | 'delete';
  /** `{name}` stands for one part. */
  path: string;
  /** The scope a key must carry; null for what anyone may ask. */
  scope: Scope | null;
  summary: string;
  query?: z.ZodObject;
  body?: z.ZodType;
  status: 200 | 201 | 204;
  answer: z.ZodType | 'text' | null;
};

const read = (
  scope: Scope | null,
  path: string,
  summary: string,
  answer: z.ZodType | 'text',
  query?: z.ZodObject,
): Operation => ({ method: 'get', path, scope, summary, query, status: 200, answer });

const people = (path: string, summary: string, answer: z.ZodType, query?: z.ZodObject) =>
  read('phonebook:read', `/api/phonebook/${path}`, summary, answer, query);
const figures = (path: string, summary: string, answer: z.ZodType, query: z.ZodObject) =>
  read('analytics:read', `/api/analytics/${path}`, summary, answer, query);

/** Every call of the HTTP API, in the order of its description. */
export const operations: readonly Operation[] = [
  read(null, '/api/phonebook/health', 'Whether the phonebook answers', phonebook.phonebookHealthSchema),
  people('search', 'Who fits a text, best first', phonebook.searchAnswerSchema, phonebook.searchQuerySchema),
  people('employee/{employee_id}', 'The entry with this employee id', employeeSchema),
  people('email/{email}', 'The entry with this e-mail', employeeSchema),
  people('mobile/{mobile}', 'The entry with this mobile number', phonebook.mobileAnswerSchema),
  people(
    'department/{department}',
    'Entries of a department',
    phonebook.employeesAnswerSchema,
    phonebook.departmentQuerySchema,
  ),
  people(
    'designation/{designation}',
    'Entries with a designation',
    phonebook.employeesAnswerSchema,
    phonebook.designationQuerySchema,
  ),
  people('stats', 'Counts of the phonebook', phonebook.statsAnswerSchema),
  figures(
    'performance',
    'Volumes, answer rate and times by day',
    turns.performanceAnswerSchema,
    turns.performanceQuerySchema,
  ),
  figures('most-asked', 'The questions asked most', turns.mostAskedAnswerSchema, turns.mostAskedQuerySchema),
  figures('unanswered', 'The questions that got no answer', turns.unansweredAnswerSchema, turns.unansweredQuerySchema),
  figures(
    'history',
    'Turns, newest first, with whole texts: fewer than asked for where these are more than 16 million characters',
    turns.historyAnswerSchema,
    turns.historyQuerySchema,
  ),
  read(null, '/api/health', 'The state of the service', turns.healthAnswerSchema),
  read(null, '/api/health/detailed', 'The same, with details for a key', turns.healthAnswerSchema),
  {
    method: 'post',
    path: '/api/conversations',
    scope: 'conversations:write',
    summary: 'Log one turn, or up to 500',
    body: turns.turnsBodySchema,
    status: 201,
    answer: turns.turnsAnswerSchema,
  },
  {
    method: 'delete',
    path: '/api/conversations/{event_id}',
    scope: 'conversations:write',
    summary: 'Take back a turn of a smoke test',
    status: 204,
    answer: null,
  },
  read(null, '/livez', 'The process is up', turns.aliveAnswerSchema),
  read(null, '/readyz', 'The process can serve', turns.readyAnswerSchema),
  read('metrics:read', '/metrics', 'Figures for Prometheus', 'text'),
  read(null, '/api/openapi.json', 'This description', z.looseObject({ openapi: z.string() })),
];
