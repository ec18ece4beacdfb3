import type { InitializeHook, LoadHook } from 'node:module';
import type { PlantedFault } from './planted-fault.js';
import { planted } from './planting.js';

let fault: PlantedFault | undefined;

export const initialize: InitializeHook<PlantedFault> = (data) => {
  fault = data;
};

/** Changes one place of one module as it is loaded. @throws Error when the place is not there, or is not one */
export const load: LoadHook = async (url, context, next) => {
  const loaded = await next(url, context);
  if (fault === undefined || !url.endsWith(`/src/${fault.module}.js`)) return loaded;
  return { ...loaded, source: planted(fault, Buffer.from(loaded.source as Uint8Array).toString()) };
};
