import { Injectable } from '@nestjs/common';
import { type Parties } from '../../domain/market/residence.js';
import { reject, type Rejection } from '../../domain/rejection.js';
import { creators, erasures, fans, markets } from '../aggregates.js';
import { AggregatesRuntime } from '../runtime/aggregates-runtime.js';

/** Reads what a decision between a fan and a creator needs to know about both. */
@Injectable()
export class PartiesReader {
  constructor(private readonly aggregates: AggregatesRuntime) {}

  async read(fanId: string, creatorId: string): Promise<Parties | Rejection> {
    const [{ state: fan }, { state: creator }, ...erasing] = await Promise.all([
      this.aggregates.load(fans, fanId),
      this.aggregates.load(creators, creatorId),
      this.aggregates.load(erasures, fanId),
      this.aggregates.load(erasures, creatorId),
    ]);
    if (fan.status === 'unknown') return reject('not_registered', 'register as a fan first');
    if (creator.status === 'unknown') return reject('creator_not_found', 'there is no such creator');
    if (erasing.some(({ state }) => state.status !== 'none'))
      return reject('person_erased', 'the personal data of one side is being erased: nothing new can begin');
    const [{ state: fanMarket }, { state: creatorMarket }] = await Promise.all([
      this.aggregates.load(markets, fan.market),
      this.aggregates.load(markets, creator.market),
    ]);
    return { fan, fanMarket, creator, creatorMarket };
  }
}
