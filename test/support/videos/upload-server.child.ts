import { fastify } from 'fastify';
import { mountUploads } from '../../../src/interfaces/rest/videos/mount-uploads.js';
import { uploadAppOn } from './upload-app.js';
import { openStorage, type StorageKind } from './video-storage.js';

/**
 * The mount on a bare Fastify, to be killed: `kind place port crashAt`. Prints its origin when it listens. `crashAt`
 * names a step of finishing an upload at which the process ends itself as kill -9 does.
 */
const [kind = 'folder', place = '', port = '0', crashAt = 'never'] = process.argv.slice(2);

const crash = (step: string): void => {
  if (step === crashAt) process.kill(process.pid, 'SIGKILL');
};

const storage = await openStorage(kind as StorageKind, place);
const { videos, uploads } = storage;
const put = videos.put.bind(videos);
videos.put = async (file, source) => {
  crash('before-put');
  await put(file, source);
  crash('after-put');
};
const settle = uploads.settle.bind(uploads);
uploads.settle = async (uploadId, outcome) => {
  crash('before-settle');
  const settled = await settle(uploadId, outcome);
  crash('before-reply');
  return settled;
};
const server = fastify();
mountUploads(server, uploadAppOn(storage));
const origin = await server.listen({ host: '127.0.0.1', port: Number(port) });
process.stdout.write(`${origin}\n`);
