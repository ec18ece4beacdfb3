import type { World } from '../world/world.js';

/**
 * Whenever another build takes the name, it has at that instant what served until then, document by document: nobody is served half of a
 * read model, nor less than before. Where one instance drives it, and its server forgets nothing.
 */
export function watchSwaps(world: World): void {
  if (world.isShared || world.documents.isForgetful) return;
  world.documents.onValue = (key, before, after) => {
    if (before === undefined || !key.startsWith('serving:')) return;
    const [from, to] = [before, after].map((text) => (JSON.parse(text) as { serving: string }).serving);
    if (from !== undefined && to !== undefined && from !== to)
      compare(world, key.slice('serving:'.length), from, to);
  };
}

function compare(world: World, name: string, from: string, to: string): void {
  const [served, serves] = [from, to].map((name) => world.documents.collections.get(name));
  for (const id of new Set([...(served?.keys() ?? []), ...(serves?.keys() ?? [])])) {
    if (world.isAside(name, id)) continue;
    const [one, other] = [served, serves].map((all) => JSON.stringify(all?.get(id)?.doc));
    // Between the end of a key and its proof in the log, what was built later lacks what is personal.
    if (one === other || other?.includes('[erased]') === true) continue;
    world.broke(`${to} takes the name of ${from}, and ${id} was ${String(one)} and is ${String(other)}`);
  }
}
