import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { createJiti } from 'jiti';
import { ALL_PROJECTIONS } from '../../../application/projections/all-projections.js';
import { NoQuestionError, type Question, questionIn } from '../../../application/questions/question.js';

/** A read model of the program by its name, or a question from its file. @throws NoQuestionError */
export async function questionAsked(asked: string): Promise<Question> {
  const known = ALL_PROJECTIONS.find(({ name }) => name === asked);
  return known === undefined ? questionOfFile(resolve(asked)) : { title: known.name, handles: known.handles };
}

/** Loads a question from its file, TypeScript or JavaScript, on any release of Node. @throws NoQuestionError */
async function questionOfFile(path: string): Promise<Question> {
  if (!existsSync(path))
    throw new NoQuestionError(`there is no file ${path}, and no read model of that name: ${NAMES}`);
  const jiti = createJiti(import.meta.url, { fsCache: false });
  const exported = await jiti.import<{ readonly question?: unknown }>(path).catch((error: unknown) => {
    throw new NoQuestionError(`${path} cannot be loaded: ${String(error)}`);
  });
  try {
    return questionIn(exported.question);
  } catch (error) {
    throw error instanceof NoQuestionError ? new NoQuestionError(`${path}: ${error.message}`) : error;
  }
}

const NAMES = ALL_PROJECTIONS.map(({ name }) => name).join(', ');
