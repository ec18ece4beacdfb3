import type { Builds } from '../../src/application/runtime/builds.js';
import type { World } from '../world/world.js';

/**
 * Whenever another build takes the name, it has at that instant what served until then, document by document: nobody is served half of a
 * read model, nor less than before; more, where what served did not get on. And it is no build of which most is set aside, unless what
 * served lacked as much. Where one instance drives it, and its server forgets nothing.
 */
export function watchSwaps(world: World): void {
  if (world.isShared || world.documents.isForgetful) return;
  world.documents.onValue = (key, before, after) => {
    if (before === undefined || !key.startsWith('serving:')) return;
    const [was, is] = [before, after].map((text) => JSON.parse(text) as Builds) as [Builds, Builds];
    if (was.serving === is.serving) return;
    compare(world, key.slice('serving:'.length), was.serving, is.serving);
    if (was.next?.isRollback !== true) countAside(world, was, is.serving);
  };
}

function countAside(world: World, { serving, setAside = [], leftOut = [] }: Builds, to: string): void {
  const aside = new Set(keysOf(setAside, to));
  const lacked = new Set([...keysOf(setAside, serving), ...keysOf(leftOut, serving)]);
  const whole = [...(world.documents.collections.get(to)?.keys() ?? [])].filter((id) => !aside.has(id));
  if (aside.size > whole.length && aside.size > lacked.size)
    world.broke(`${to} takes the name, and lacks events in ${String(aside.size)} documents`);
}

const keysOf = (
  all: readonly { readonly collection: string; readonly key: string }[],
  name: string,
): readonly string[] => all.filter(({ collection }) => collection === name).map(({ key }) => key);

function compare(world: World, name: string, from: string, to: string): void {
  const [served, serves] = [from, to].map((name) => world.documents.collections.get(name));
  for (const id of new Set([served, serves].flatMap((all) => [...(all?.keys() ?? [])]))) {
    const [one, other] = [served, serves].map((all) => JSON.stringify(all?.get(id)?.doc));
    // Between the end of a key and its proof in the log, what was built later lacks what is personal.
    if (one === other || other?.includes('[erased]') === true) continue;
    if (world.isAside(name, id) || cameSince(world, from, to, id)) continue;
    world.broke(`${to} takes the name of ${from}, and ${id} was ${String(one)} and is ${String(other)}`);
  }
}

/** What the new one has of the document, or that it has none any more, is of after what served stood still. */
function cameSince(
  { documents: { collections, checkpoints } }: World,
  from: string,
  to: string,
  id: string,
): boolean {
  const [stoodAt, reached] = [from, to].map((name) => checkpoints.get(name)?.position);
  if (reached === undefined || (stoodAt !== undefined && reached <= stoodAt)) return false;
  const position = collections.get(to)?.get(id)?.position ?? reached;
  return stoodAt === undefined || position > stoodAt;
}
