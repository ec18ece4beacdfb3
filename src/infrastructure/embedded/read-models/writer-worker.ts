import { workerData } from 'node:worker_threads';
import { serveRequests } from '../serve-requests.js';
import { openWriter } from './writer-requests.js';

serveRequests(openWriter(workerData as string));
