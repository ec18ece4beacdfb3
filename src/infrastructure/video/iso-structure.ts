import { type FileBytes, MAX_PART_BYTES, MAX_PARTS, NotAVideoError } from './file-bytes.js';

const HEADER_BYTES = 8;
const LONG_HEADER_BYTES = 16;
/** Boxes whose content no reader takes into memory as a whole. */
const BULK = new Set(['mdat', 'free', 'skip']);

/**
 * Checks that an MP4 or QuickTime file (ISO/IEC 14496-12) is boxes from its first byte to its last, with its
 * tables among them. A truncated file ends inside a box; a file that is something else as well (an archive
 * appended to a video, say) has bytes outside of all boxes.
 *
 * @throws NotAVideoError
 */
export function checkIsoStructure(file: FileBytes): void {
  let position = 0;
  let hasTables = false;
  for (let parts = 0; position < file.size; parts += 1) {
    if (parts === MAX_PARTS) throw new NotAVideoError('the file has too many parts');
    const box = readBox(file, position);
    if (position + box.bytes > file.size) throw new NotAVideoError('the file is cut off');
    if (box.bytes > MAX_PART_BYTES && !BULK.has(box.type)) throw new NotAVideoError('the file is damaged');
    hasTables ||= box.type === 'moov';
    position += box.bytes;
  }
  if (!hasTables) throw new NotAVideoError('the file is cut off');
}

function readBox(file: FileBytes, position: number): { readonly type: string; readonly bytes: number } {
  const header = file.read(position, position + LONG_HEADER_BYTES);
  if (header.length < HEADER_BYTES) throw new NotAVideoError('the file is cut off');
  const type = header.toString('latin1', 4, HEADER_BYTES);
  if (!/^[\x20-\x7e\xa9]{4}$/.test(type))
    throw new NotAVideoError('the file holds something that is not video');
  const bytes = boxBytes(header, file.size - position);
  if (bytes < HEADER_BYTES) throw new NotAVideoError('the file is damaged');
  return { type, bytes };
}

/** Size 0 means "to the end of the file", size 1 that 64 bits follow. */
function boxBytes(header: Buffer, bytesLeft: number): number {
  const short = header.readUInt32BE(0);
  if (short === 0) return bytesLeft;
  if (short > 1) return short;
  return header.length < LONG_HEADER_BYTES ? Infinity : Number(header.readBigUInt64BE(HEADER_BYTES));
}
