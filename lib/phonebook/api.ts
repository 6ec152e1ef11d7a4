import { z } from 'zod';
import { employeeSchema, reasonSchema } from '#lib/phonebook/contact.ts';
import { decisionSchema } from '#lib/phonebook/decision.ts';

const limit = (most: number, usual: number) => z.coerce.number().int().min(1).max(most).default(usual);

/** What the calls of /api/phonebook take, and answer. The fields are the contract's; more may be added. */
export const searchQuerySchema = z.object({ q: z.string().max(500), limit: limit(50, 10) });
export const departmentQuerySchema = z.object({ limit: limit(500, 50) });
export const designationQuerySchema = z.object({ limit: limit(500, 20) });

const hit = employeeSchema.extend({
  score: z.number().min(0).max(1),
  confidence: z.number().min(0).max(1).describe('The probability that this is the one meant'),
  why: z.array(reasonSchema),
});
export const searchAnswerSchema = z.object({
  query: z.string(),
  results: z.array(hit),
  total: z.int().describe('Hits above the floor of the ranking, at most 200'),
  limit: z.int(),
  decision: decisionSchema.describe('Whether to answer, to ask which one is meant, or to abstain'),
  nearest: z.array(hit).describe('Guesses below the floor, only where there is no hit'),
});
export const employeesAnswerSchema = z.array(employeeSchema);
export const mobileAnswerSchema = employeeSchema.extend({
  shared: z.int().min(1).describe('How many entries bear the number; the lowest id answers'),
});
export const statsAnswerSchema = z.object({
  total_employees: z.int(),
  departments: z.record(z.string(), z.int()),
  divisions: z.record(z.string(), z.int()),
  with_email: z.int(),
  with_mobile: z.int(),
  with_ip_phone: z.int(),
});
export const phonebookHealthSchema = z.object({
  status: z.literal('healthy'),
  service: z.string(),
  total_employees: z.int(),
});
