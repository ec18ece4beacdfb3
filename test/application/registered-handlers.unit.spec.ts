import { describe, expect, it } from '@jest/globals';
import { CommandHandler, QueryHandler } from '@nestjs/cqrs';
import 'reflect-metadata';
import { readdirSync } from 'node:fs';
import { COMMAND_HANDLERS } from '../../src/application/handlers.js';
import { QUERY_HANDLERS } from '../../src/application/query-handlers.js';

const APPLICATION = '../../src/application/';

/** All that the files of the application export. */
async function exported(): Promise<readonly unknown[]> {
  const files = readdirSync(new URL(APPLICATION, import.meta.url), { recursive: true, encoding: 'utf8' });
  const values: unknown[] = [];
  for (const file of files.filter((name) => name.endsWith('.ts')))
    values.push(
      ...(Object.values((await import(APPLICATION + file.replace(/ts$/, 'js'))) as object) as unknown[]),
    );
  return values;
}

/** What a decorator leaves on the class, as far as a class without it can tell. */
function markOf(decorate: ClassDecorator): unknown {
  class Probe {}
  decorate(Probe);
  return Reflect.getMetadataKeys(Probe)[0];
}

class Asked {}

describe('the handlers that the bus is given', () => {
  it.each([
    ['command', CommandHandler(Asked), COMMAND_HANDLERS],
    ['query', QueryHandler(Asked), QUERY_HANDLERS],
  ] as const)('are every one of a %s that the application has', async (_kind, decorate, registered) => {
    const mark = markOf(decorate);
    const decorated = (await exported()).filter(
      (value): value is () => unknown => typeof value === 'function' && Reflect.hasOwnMetadata(mark, value),
    );
    const names = (classes: readonly { readonly name: string }[]) => classes.map(({ name }) => name).sort();
    expect(names(registered)).toEqual(names(decorated));
  });
});
