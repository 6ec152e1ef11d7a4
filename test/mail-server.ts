import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

/** A mail server that takes what it is given. */
export type MailServer = {
  /** For SMTP_URL. */
  url: string;
  /** Each line it was sent, in order. */
  lines: string[];
  /** Recipients it answers 550 to. */
  refused: Set<string>;
  /** Each mail it took: its recipients and its subject. */
  mails: { to: string[]; subject: string }[];
  close(): void;
};

/** Listens on a free port of the loopback. */
export async function startMailServer(): Promise<MailServer> {
  const lines: string[] = [];
  const mails: MailServer['mails'] = [];
  const refused = new Set<string>();
  const server = createServer((socket) => {
    let inData = false;
    let to: string[] = [];
    socket.write('220 test ESMTP\r\n');
    socket.on('data', (chunk) => {
      for (const line of String(chunk).split('\r\n').filter(Boolean)) {
        lines.push(line);
        if (inData && line.startsWith('Subject: ')) mails.push({ to, subject: line.slice('Subject: '.length) });
        if (inData && line !== '.') continue;
        inData = line === 'DATA';
        if (line.startsWith('MAIL FROM')) to = [];
        const recipient = /^RCPT TO:<(.*)>$/.exec(line)?.[1] ?? null;
        const isRefused = recipient !== null && refused.has(recipient);
        if (recipient !== null && !isRefused) to.push(recipient);
        const answer = isRefused ? `550 there is no ${recipient}` : '250 ok';
        socket.write(`${inData ? '354 go on' : answer}\r\n`);
      }
    });
    socket.on('error', () => {});
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, lines, refused, mails, close: () => void server.close() };
}
