import { z } from 'zod';
import { type Operation, operations } from '#lib/api/operations.ts';
import { errorAnswerSchema } from '#lib/api/turns.ts';

/** The description of the HTTP API as OpenAPI 3.1, made from the schemas that the calls themselves use. */
export function describeApi() {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of operations) {
    paths[operation.path] = { ...paths[operation.path], [operation.method]: operationObject(operation) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Switchboard',
      version: '1',
      description: 'Phonebook, conversations and analytics for the chatbot.',
    },
    paths,
    components: { securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'An API key: sb_…' } } },
  };
}

function operationObject({ method, path, scope, summary, query, body, status, answer }: Operation) {
  return {
    operationId: `${method} ${path}`.replace(/[^a-z]+/gi, '_').replace(/_$/, ''),
    summary,
    security: scope === null ? [] : [{ key: [scope] }],
    parameters: [...pathParameters(path), ...queryParameters(query)],
    ...(body === undefined ? {} : { requestBody: { required: true, content: json(body, 'input') } }),
    responses: {
      [status]: { description: 'What was asked for', ...(answer === null ? {} : { content: contentOf(answer) }) },
      default: { description: 'Why not', content: json(errorAnswerSchema, 'output') },
    },
  };
}

function pathParameters(path: string) {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
}

function queryParameters(query: z.ZodObject | undefined) {
  if (query === undefined) return [];
  return Object.entries(query.shape).map(([name, schema]) => ({
    name,
    in: 'query',
    required: !z.safeParse(schema, undefined).success,
    schema: z.toJSONSchema(schema, { io: 'input' }),
  }));
}

function contentOf(answer: z.ZodType | 'text') {
  return answer === 'text' ? { 'text/plain': { schema: { type: 'string' } } } : json(answer, 'output');
}

function json(schema: z.ZodType, io: 'input' | 'output') {
  return { 'application/json': { schema: z.toJSONSchema(schema, { io }) } };
}
