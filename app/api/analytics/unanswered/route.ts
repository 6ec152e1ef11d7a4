import { answerNotBuilt } from '#server/core/http/api.ts';

export function GET(request: Request): Promise<Response> {
  return answerNotBuilt(request, 'analytics:read');
}
