import { type FileBytes, MAX_PART_BYTES, MAX_PARTS, NotAVideoError } from './file-bytes.js';

const EBML_HEADER = 0x1a45dfa3;
const SEGMENT = 0x18538067;
const CLUSTER = 0x1f43b675;
const VOID = 0xec;
const CRC_32 = 0xbf;
/** SeekHead, Info, Tracks, Cluster, Cues, Chapters, Tags: no attachments, WebM has none. */
const IN_SEGMENT = new Set([
  ...[0x114d9b74, 0x1549a966, 0x1654ae6b, CLUSTER, 0x1c53bb6b, 0x1043a770, 0x1254c367],
  ...[VOID, CRC_32],
]);
/** Timestamp, SilentTracks, Position, PrevSize, SimpleBlock, BlockGroup, EncryptedBlock. */
const IN_CLUSTER = new Set([0xe7, 0x5854, 0xa7, 0xab, 0xa3, 0xa0, 0xaf, VOID, CRC_32]);
/** An id takes at most 4 bytes and a size at most 8. */
const HEADER_BYTES = 12;

interface Element {
  readonly id: number;
  readonly contentStart: number;
  /** Where it ends; undefined when a live recorder did not know when it wrote the header. */
  readonly end: number | undefined;
}

/**
 * Checks that a WebM file is EBML elements (RFC 8794) from its first byte to its last: one header, one segment,
 * and in it only what belongs there. Recorders that stream leave sizes unknown; then the blocks are walked.
 *
 * @throws NotAVideoError
 */
export function checkWebmStructure(file: FileBytes): void {
  const header = readElement(file, 0);
  if (header.id !== EBML_HEADER || header.end === undefined) throw new NotAVideoError('the file is damaged');
  const segment = readElement(file, header.end);
  if (segment.id !== SEGMENT) throw new NotAVideoError('the file is damaged');
  if (segment.end !== undefined && segment.end < file.size)
    throw new NotAVideoError('the file holds something that is not video');
  checkSegment(file, segment.contentStart);
}

function checkSegment(file: FileBytes, start: number): void {
  let position = start;
  let inOpenCluster = false;
  for (let parts = 0; position < file.size; parts += 1) {
    if (parts === MAX_PARTS) throw new NotAVideoError('the file has too many parts');
    const element = readElement(file, position);
    if (!inOpenCluster || !IN_CLUSTER.has(element.id)) {
      if (!IN_SEGMENT.has(element.id)) throw new NotAVideoError('the file holds something that is not video');
      inOpenCluster = element.id === CLUSTER && element.end === undefined;
    }
    position = element.end ?? element.contentStart;
  }
}

function readElement(file: FileBytes, position: number): Element {
  const header = file.read(position, position + HEADER_BYTES);
  const idBytes = variableLength(header[0]);
  const sizeBytes = variableLength(header[idBytes]);
  if (idBytes > 4 || header.length < idBytes + sizeBytes) throw new NotAVideoError('the file is cut off');
  const id = header.readUIntBE(0, idBytes);
  const contentStart = position + idBytes + sizeBytes;
  const size = readSize(header.subarray(idBytes, idBytes + sizeBytes));
  if (size === undefined) {
    if (id !== SEGMENT && id !== CLUSTER) throw new NotAVideoError('the file is damaged');
    return { id, contentStart, end: undefined };
  }
  if (contentStart + size > file.size) throw new NotAVideoError('the file is cut off');
  if (size > MAX_PART_BYTES && id !== SEGMENT && id !== VOID) throw new NotAVideoError('the file is damaged');
  return { id, contentStart, end: contentStart + size };
}

/** The leading zero bits of its first byte tell how long a number is: none is 1 byte, seven are 8. */
function variableLength(firstByte: number | undefined): number {
  if (firstByte === undefined) throw new NotAVideoError('the file is cut off');
  return Math.clz32(firstByte) - 23;
}

/** All value bits set means "unknown". */
function readSize(bytes: Buffer): number | undefined {
  const valueBits = BigInt(7 * bytes.length);
  const value = BigInt(`0x${bytes.toString('hex')}`) & ((1n << valueBits) - 1n);
  return value === (1n << valueBits) - 1n ? undefined : Number(value);
}
