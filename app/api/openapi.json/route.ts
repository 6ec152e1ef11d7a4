import { describeApi } from '#lib/api/openapi.ts';

export function GET(): Response {
  return Response.json(describeApi());
}
