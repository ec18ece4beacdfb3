import {
  CustomSource,
  EncodedPacketSink,
  Input,
  type InputFormat,
  type InputTrack,
  MP4,
  QTFF,
  UnsupportedInputFormatError,
  WEBM,
} from 'mediabunny';
import type { InspectedVideo } from '../../application/videos/inspection.js';
import { type FileBytes, MAX_PART_BYTES, NotAVideoError } from './file-bytes.js';
import { checkIsoStructure } from './iso-structure.js';
import { checkWebmStructure } from './webm-structure.js';

const MAX_TRACKS = 16;
/**
 * Sound is coded in frames of up to 46 ms and its last one is padded: where the tables say less than this beyond
 * the declared end, the declared end is what a player plays.
 */
const PADDING_SECONDS = 0.1;

/**
 * Reads container, tracks and duration out of a file, never trusting its name.
 *
 * @throws NotAVideoError, or whatever the parser throws on a damaged file
 */
export async function readVideo(file: FileBytes): Promise<InspectedVideo> {
  const source = new CustomSource({
    getSize: () => file.size,
    read: (start, end) => {
      if (end - start > MAX_PART_BYTES) throw new NotAVideoError('the file is damaged');
      return file.read(start, end);
    },
    prefetchProfile: 'fileSystem',
  });
  const input = new Input({ source, formats: [MP4, QTFF, WEBM] });
  try {
    const container = containerOf(await formatOf(input));
    if (container === 'webm') checkWebmStructure(file);
    else checkIsoStructure(file);
    const tracks = await input.getTracks();
    if (tracks.length > MAX_TRACKS) throw new NotAVideoError('the file has too many tracks');
    await checkPictures(await input.getPrimaryVideoTrack());
    const durationMs = Math.round(Math.max(...(await Promise.all(tracks.map(endSeconds)))) * 1000);
    if (!(durationMs > 0 && Number.isSafeInteger(durationMs)))
      throw new NotAVideoError('the file is damaged');
    return { container, durationMs };
  } finally {
    input.dispose();
  }
}

async function formatOf(input: Input): Promise<InputFormat> {
  try {
    return await input.getFormat();
  } catch (error) {
    if (error instanceof UnsupportedInputFormatError)
      throw new NotAVideoError('the file is neither MP4 nor QuickTime nor WebM');
    throw error;
  }
}

function containerOf(format: InputFormat): InspectedVideo['container'] {
  if (format === WEBM) return 'webm';
  return format === QTFF ? 'quicktime' : 'mp4';
}

/** The first picture and the last one have to be there: tables may promise what the file does not hold. */
async function checkPictures(track: InputTrack | null): Promise<void> {
  if (track === null || (await track.getCodec()) === null)
    throw new NotAVideoError('the file has no video track that players know');
  const pictures = new EncodedPacketSink(track);
  const first = await pictures.getFirstPacket();
  const last = await pictures.getPacket(Infinity);
  for (const picture of [first, last]) {
    if (picture === null || picture.data.length === 0) throw new NotAVideoError('the file holds no pictures');
  }
}

/** When a track ends: as its packets say, since a header may lack its duration or lie. */
async function endSeconds(track: InputTrack): Promise<number> {
  const played = await track.computeDuration();
  const declared = (await track.getDurationFromMetadata()) ?? 0;
  const isPadding = played > declared && played - declared <= PADDING_SECONDS;
  return isPadding ? declared : Math.max(played, declared);
}
