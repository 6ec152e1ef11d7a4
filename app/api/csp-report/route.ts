import { takeCspReport } from '#server/core/http/csp-report.ts';

/** Where browsers tell what our policy kept them from. */
export async function POST(request: Request): Promise<Response> {
  await takeCspReport(request);
  return new Response(null, { status: 204 });
}
