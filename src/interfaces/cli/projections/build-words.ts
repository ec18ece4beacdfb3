import { heading } from '../colours.js';
import { count } from '../how-far.js';
import { inColumns } from '../layout.js';
import type { Fields } from '../output.js';
import type { Build, Check, Difference, ReadModel } from './read-model.js';

/** One line for each read model, in columns. */
export function listWords(projections: readonly ReadModel[]): readonly string[] {
  const rows = projections.map(
    ({ name, state, position = '–', collection, rebuild, kept, set_aside: aside }) => [
      ...[name, state, position, collection, aside === 0 ? '' : String(aside)],
      rebuild === undefined ? '' : `${rebuild.collection} (${rebuild.state})`,
      kept?.collection ?? '',
    ],
  );
  const [names = '', ...lines] = inColumns([
    ['read model', 'state', 'position', 'serves', 'set aside', 'beside', 'kept'],
    ...rows,
  ]);
  return [heading(names), ...lines];
}

export function statusWords(model: ReadModel): readonly string[] {
  const { name, version, state, collection, position = 'the start', trouble, rebuild, kept, checked } = model;
  return [
    `${name}, version ${String(version)}: ${state}`,
    `  serves   ${collection}, up to ${position}`,
    ...(trouble === undefined ? [] : [`  trouble  ${trouble.reason}`]),
    ...asideWords(model),
    ...(rebuild === undefined ? [] : [besideWords(rebuild)]),
    ...(rebuild?.trouble === undefined ? [] : [`  trouble  ${rebuild.trouble.reason}`]),
    ...(kept === undefined
      ? []
      : [`  kept     ${kept.collection}${kept.can_serve ? '' : ', which only its own release can serve'}`]),
    ...(checked === undefined ? [] : [madeWords(checked), ...checkWords(checked)]),
  ];
}

/** A new version and a rollback are compared with nothing. */
function madeWords({ collection, comparison, digest }: NonNullable<ReadModel['checked']>): string {
  const isChecked = comparison !== undefined || digest !== undefined;
  return `  ${isChecked ? 'checked' : 'built  '}  ${collection}`;
}

/** What stands still is fed by nobody, who would say how far it is: of what was compared, that is where it was compared. */
function besideWords({ collection, state, position, check }: Build): string {
  const reached = position ?? check?.position ?? (state === 'building' ? 'the start' : undefined);
  return `  beside   ${collection}, ${state}${reached === undefined ? '' : `, up to ${reached}`}`;
}

const asideWords = ({ name, set_aside: aside, unknown_events: unknown }: ReadModel): readonly string[] => [
  ...(aside === 0 ? [] : [`  aside    ${count(aside)}: npx shoutouts projections aside ${name}`]),
  ...(unknown === 0 ? [] : [`  unknown  ${count(unknown)} events of types that this release does not know`]),
];

/** What was found of a build. */
export function checkWords({
  position,
  documents,
  set_aside: aside,
  digest,
  comparison,
}: Check): readonly string[] {
  return [
    `  ${count(documents)} documents at position ${position}${digest === undefined ? '' : `, SHA-256 ${digest}`}`,
    ...(aside === undefined ? [] : [`  ${count(aside)} could not take all of their events`]),
    ...(comparison === undefined ? [] : comparisonWords(comparison)),
  ];
}

function comparisonWords(comparison: NonNullable<Check['comparison']>): readonly string[] {
  const { with: other, served, differing, is_complete: isComplete, samples } = comparison;
  if (differing === 0) return [`  the same as the ${count(served)} in ${other}`];
  const atLeast = isComplete ? '' : 'at least ';
  return [
    `  ${atLeast}${count(differing)} differ from the ${count(served)} in ${other}:`,
    ...samples.flatMap(differenceWords),
    ...(samples.length < differing ? ['    and more'] : []),
  ];
}

function differenceWords({ id, in: where, fields }: Difference): readonly string[] {
  if (where !== 'both') return [`    ${id}: only ${where === 'served' ? 'served' : 'built'}`];
  return fields.map(({ field, served, built }) =>
    served === undefined && built === undefined
      ? `    ${id}: ${field} (personal)`
      : `    ${id}: ${field} is served as ${served ?? 'nothing'}, and built as ${built ?? 'nothing'}`,
  );
}

export const checkFields = (check: Check | undefined): Fields =>
  check === undefined
    ? {}
    : {
        position: check.position,
        documents: check.documents,
        set_aside: check.set_aside ?? 0,
        digest: check.digest ?? null,
        differing: check.comparison?.differing ?? null,
        samples: (check.comparison?.samples ?? []) as unknown as Fields[],
      };
