import { z } from 'zod';
import { employeeSchema, reasonSchema } from '#lib/phonebook/contact.ts';

const limit = (most: number, usual: number) => z.coerce.number().int().min(1).max(most).default(usual);

/** What the calls of /api/phonebook take, and answer. The fields are the contract's; more may be added. */
export const searchQuerySchema = z.object({ q: z.string().max(500), limit: limit(50, 10) });
export const departmentQuerySchema = z.object({ limit: limit(500, 50) });
export const designationQuerySchema = z.object({ limit: limit(500, 20) });

export const searchAnswerSchema = z.object({
  query: z.string(),
  results: z.array(
    employeeSchema.extend({
      score: z.number().min(0).max(1),
      confidence: z.number().min(0).max(1),
      why: z.array(reasonSchema),
    }),
  ),
  total: z.int().describe('Hits above the floor of the ranking, at most 200'),
  limit: z.int(),
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
