import type { ByteRange } from '../../../application/ports/file-source.js';

/**
 * What a Range header (RFC 9110, section 14) asks of a file of `bytes` bytes. What is malformed, in other units
 * or of several ranges is answered with the whole file, as the standard allows.
 */
export function requestedRange(header = '', bytes: number): ByteRange | 'whole' | 'unsatisfiable' {
  const [, lastBytes] = /^bytes=-(\d{1,15})$/i.exec(header) ?? [];
  if (lastBytes !== undefined) return within(Math.max(0, bytes - Number(lastBytes)), bytes - 1, bytes);
  const [, first, last] = /^bytes=(\d{1,15})-(\d{0,15})$/i.exec(header) ?? [];
  if (first === undefined) return 'whole';
  const end = last === undefined || last === '' ? Infinity : Number(last);
  return end < Number(first) ? 'whole' : within(Number(first), end, bytes);
}

const within = (start: number, end: number, bytes: number): ByteRange | 'unsatisfiable' =>
  start >= bytes ? 'unsatisfiable' : { start, end: Math.min(end, bytes - 1) };
