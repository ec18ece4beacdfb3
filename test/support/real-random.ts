import { UuidV7 } from '../../src/infrastructure/clock/uuid-v7.js';

export const realRandom = new UuidV7();
