import { workerData } from 'node:worker_threads';
import { serveRequests } from '../serve-requests.js';
import { openReader } from './reader-requests.js';

serveRequests(openReader(workerData as string));
