import { describe, expect, it } from 'vitest';
import { clientAddress } from '#server/core/listener/client-address.ts';

const socket = '10.0.0.2';
const from = (header: string | undefined, proxies: number) =>
  clientAddress(socket, header === undefined ? {} : { 'x-forwarded-for': header }, proxies);

describe('without a proxy of ours', () => {
  it('is the socket, whatever the client says', () => {
    expect(from('1.2.3.4', 0)).toBe(socket);
    expect(clientAddress('::ffff:192.0.2.7', {}, 0)).toBe('192.0.2.7');
  });
});

describe('behind proxies of ours', () => {
  it('is what the outermost of them saw, not what the client claims', () => {
    expect(from('6.6.6.6, 192.0.2.7', 1)).toBe('192.0.2.7');
    expect(from('6.6.6.6, 192.0.2.7, 10.0.0.9', 2)).toBe('192.0.2.7');
  });
  it('takes the first when there are fewer entries than proxies', () => {
    expect(from('192.0.2.7', 3)).toBe('192.0.2.7');
  });
  it('is the socket when the header is missing or no address', () => {
    expect(from(undefined, 1)).toBe(socket);
    expect(from('unknown', 1)).toBe(socket);
    expect(from('<script>', 1)).toBe(socket);
  });
  it('leaves ports out', () => {
    expect(from('192.0.2.7:5123', 1)).toBe('192.0.2.7');
    expect(from('[2001:db8::1]:443', 1)).toBe('2001:db8::1');
  });
});
