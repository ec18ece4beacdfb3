import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStorage } from '../support/videos/video-storage.js';
import { uploadsContract } from './uploads.contract.js';

uploadsContract('folder', async () => {
  const { uploads, lying, remove } = await openStorage('folder', await mkdtemp(join(tmpdir(), 'uploads-')));
  return { uploads, byteHolders: async () => (await lying()).uploadBytes.length, close: remove };
});
