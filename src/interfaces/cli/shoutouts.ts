#!/usr/bin/env node
import 'reflect-metadata';
import { CommanderError } from 'commander';
import { onClosedOutput } from './closed-output.js';
import { commandLine } from './command-line.js';
import { EXIT } from './exit-codes.js';

onClosedOutput(() => process.exit(EXIT.unread));

try {
  await commandLine().parseAsync();
} catch (error) {
  // It has said already what is wrong, or what was asked for.
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usage;
}
