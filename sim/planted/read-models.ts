import type { PlantedFault } from './planted-fault.js';

/** Read models and what is read from them. */
export const IN_READ_MODELS: readonly PlantedFault[] = [
  {
    name: 'events that come again are applied again',
    module: 'application/runtime/projection-working-set',
    find: 'position !== undefined && position >= event.position',
    replace: 'false',
  },
  {
    name: 'a batch that failed is left out',
    module: 'application/runtime/projection-feed',
    find: 'await this.handle(this.partOf(batch));',
    replace: 'await this.handle(this.partOf(batch)).catch(() => undefined);',
  },
  {
    name: 'a build takes the name before it has caught up',
    module: 'application/runtime/build-ending',
    find: 'const work = next && this.workOn(next);',
    replace:
      "const work = next?.state === 'building' && next.purpose === 'serve' && !next.isRollback\n            ? () => this.deps.ended(next.collection, { position: '0', documents: 0 }) : next && this.workOn(next);",
  },
  {
    name: 'what served before is not kept up to date',
    module: 'application/runtime/projection-lifecycle',
    find: "next?.state === 'building' ? next.collection : undefined, kept]",
    replace: "next?.state === 'building' ? next.collection : undefined]",
  },
  {
    name: 'a build that stands still is left as it is when somebody is erased',
    module: 'application/runtime/projection-lifecycle',
    find: 'if ((next ?? kept) === undefined)',
    replace: 'if (true)',
  },
  {
    name: 'a build takes the name though most of it is set aside',
    module: 'application/runtime/builds',
    find: 'aside > whole &&',
    replace: 'false &&',
  },
  {
    name: 'a document that is set aside takes later events',
    module: 'application/runtime/projection-batch',
    find: 'from === undefined || position < from',
    replace: 'true',
  },
  {
    name: 'that a document is set aside is not stored',
    module: 'application/runtime/projection-batch',
    find: 'await aside.add(notApplied);',
    replace: '',
  },
  {
    name: 'what came while a document was made anew is missing in it',
    module: 'application/runtime/build-mending',
    find: 'await refold.readTo(feedOf(collection)?.position ?? 0n, signal);',
    replace:
      'await refold.readTo(BigInt(wishes.aside[0]?.position ?? feedOf(collection)?.position ?? 0), signal); refold.readTo = async () => undefined;',
  },
  {
    name: 'money goes on past what cannot be applied',
    module: 'application/runtime/build-feeds',
    find: "projection.onFailure === 'stop' ? undefined",
    replace: 'false ? undefined',
  },
  {
    name: 'a reader is not told that the read model lags',
    module: 'application/runtime/projection-lifecycle',
    find: 'reached !== undefined && reached >= position',
    replace: 'true',
  },
  {
    name: 'an earning stays after a lost chargeback',
    module: 'application/projections/creator-earnings',
    find: "(state === 'earned' ? { state: 'charged_back' } : {})",
    replace: '{}',
  },
  {
    name: 'a video is in the inbox while it is in review',
    module: 'application/projections/fan-inbox',
    find: 'videoId: video.videoId,',
    replace: 'videoId: video.videoId, delivered: true,',
  },
  {
    name: 'a creator sees what was not paid',
    module: 'application/projections/order-view',
    find: 'reachedCreator: false',
    replace: 'reachedCreator: true',
  },
  {
    name: 'of all ratings the last is counted',
    module: 'application/projections/catalogue',
    find: 'starsTotal: starsTotal + stars',
    replace: 'starsTotal: stars',
  },
  {
    name: 'an audit entry does not say its order',
    module: 'application/projections/audit-trail',
    find: "orderId: subjectWith('ord')",
    replace: 'orderId: null',
  },
  {
    name: 'an audit entry does not say its amount',
    module: 'application/projections/audit-trail',
    find: "'price' in data ? data.price :",
    replace: '',
  },
  {
    name: 'whoever audits an order is shown everything',
    module: 'application/finance/search-audit-trail',
    find: ' about(subject),',
    replace: '',
  },
  {
    name: 'everybody may audit',
    module: 'application/finance/search-audit-trail',
    find: 'if (!isStaff(actor))',
    replace: 'if (false)',
  },
  {
    name: "a creator's account is shown to everybody",
    module: 'application/finance/get-creator-account',
    find: 'if (actor.id !== creatorId && !isStaff(actor))',
    replace: 'if (false)',
  },
  {
    name: 'a failed refund is no case',
    module: 'application/projections/money-cases',
    find: 'RefundFailed: {',
    replace: 'RefundFailedNot: {',
  },
  {
    name: 'an order shows its fee as its price',
    module: 'application/projections/order-view',
    find: 'priceMinor: Number(price.amountMinor)',
    replace: 'priceMinor: Number(fee.amountMinor)',
  },
  {
    name: 'what was lost counts as pending',
    module: 'application/finance/earnings-summary',
    find: "case 'lost':\n            return sum;",
    replace: "case 'lost':\n            return { ...sum, pendingMinor: sum.pendingMinor + minor };",
  },
  {
    name: 'a refund that came back to us stays confirmed to the fan',
    module: 'application/projections/refund-promise',
    find: '?? known.reference, confirmedAt: null }',
    replace: '?? known.reference }',
  },
  {
    name: 'of what came back of a payout the last part is shown',
    module: 'application/projections/payouts',
    find: 'returnedMinor: returnedMinor + Number(',
    replace: 'returnedMinor: Number(',
  },
];
