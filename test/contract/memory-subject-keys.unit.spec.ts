import { MemorySubjectKeys } from '../support/memory-subject-keys.js';
import { subjectKeysContract } from './subject-keys.contract.js';

subjectKeysContract('in memory', async () => {
  const keys = new MemorySubjectKeys();
  return { open: async () => keys, dispose: async () => {} };
});
