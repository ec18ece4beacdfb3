import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shownOutput } from '../docs/markdown.js';
import { spawnChild } from '../support/child.js';

const DEMO_MS = 120_000;

/** Ids are others each time, and so is how many webhooks came. */
const withoutNames = (text: string): string =>
  text.replace(/…[0-9a-f]{6}/g, '…').replace(/\d+(?= events of)|(?<=position )\d+/g, 'so many');

describe('npm run demo', () => {
  let temporary: string;
  let demo: Demo;

  beforeEach(() => {
    temporary = mkdtempSync(join(tmpdir(), 'demo-spec-'));
    demo = new Demo(temporary);
  });

  afterEach(async () => {
    await demo.interrupt('SIGTERM');
    rmSync(temporary, { recursive: true, force: true });
  });

  it(
    'plays every story of an order, and the money adds up',
    async () => {
      expect(await demo.ended()).toBe(0);
      const { said } = demo;
      expect(said.split('\n').filter((line) => line.length > 100)).toEqual([]);
      expect(said).toContain('the inbox told of it by itself (server-sent event)');
      expect(said).toMatch(/\d+ bytes, and the SHA-256 of the uploaded file/);
      expect(said).toContain('409 price_changed');
      expect(said).toContain('Deniz confirms with the bank → succeeded');
      expect(said).toContain("The video was delivered to the fan's inbox.");
      expect(said).toMatch(/^ {2}delivered +TRY +160\.00 +– +128\.00 +32\.00 +– +–$/m);
      for (const title of ['declined', 'withdrawn'])
        expect(said).toMatch(new RegExp(`^ {2}${title} +AED +90\\.00 +90\\.00( +–){4}$`, 'm'));
      for (const title of ['not answered in 3 days', 'no video in a week', '3-D Secure a moment late'])
        expect(said).toMatch(new RegExp(`^ {2}${title} +TRY +150\\.00 +150\\.00( +–){4}$`, 'm'));
      for (const title of ['payment refused', '3-D Secure after the lapse'])
        expect(said).toMatch(new RegExp(`^ {2}${title} +TRY( +–){6}$`, 'm'));
      expect(said).toMatch(/^ {2}total +TRY +960\.00 +450\.00 +128\.00 +32\.00 +350\.00 +–$/m);
      expect(said).toContain('It adds up');
      const shown = shownOutput('README.md');
      expect(shown).toHaveLength(2);
      for (const block of shown) expect(withoutNames(said)).toContain(withoutNames(block));
      await demo.leftNothing();
    },
    DEMO_MS,
  );

  it(
    'leaves nothing behind when it is interrupted',
    async () => {
      await demo.hasSaid('POST /v1/orders');
      expect(readdirSync(temporary)).toHaveLength(1);
      await demo.interrupt('SIGINT');
      expect(await demo.ended()).toBe(130);
      await demo.leftNothing();
    },
    DEMO_MS,
  );
});

/** The demonstration as a process of its own, with a folder of its own for what is temporary. */
class Demo {
  said = '';
  readonly #process: ChildProcess;
  readonly #ended: Promise<unknown[]>;

  constructor(private readonly temporary: string) {
    const env = { ...process.env, TMPDIR: temporary };
    this.#process = spawnChild('src/interfaces/cli/demo.ts', [], { env });
    this.#ended = once(this.#process, 'close');
    this.#process.stdout?.on('data', (text: Buffer) => (this.said += text.toString()));
  }

  async hasSaid(what: string): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#process.stdout?.on('data', () => {
        if (this.said.includes(what)) resolve();
      });
      this.#process.once('close', () => reject(new Error(`it ended without "${what}":\n${this.said}`)));
    });
  }

  async ended(): Promise<unknown> {
    const [exitCode] = await this.#ended;
    if (exitCode === 1) throw new Error(this.said);
    return exitCode;
  }

  async interrupt(signal: 'SIGINT' | 'SIGTERM'): Promise<void> {
    this.#process.kill(signal);
    await this.#ended;
  }

  /** Neither a folder nor a server. */
  async leftNothing(): Promise<void> {
    expect(readdirSync(this.temporary)).toEqual([]);
    const [, origin = ''] = /listens on (http:\/\/[\d.:]+)/.exec(this.said) ?? [];
    await expect(fetch(origin)).rejects.toThrow('fetch failed');
  }
}
