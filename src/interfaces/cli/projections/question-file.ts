import { existsSync } from 'node:fs';
import { createJiti } from 'jiti';
import { NoQuestionError, type Question, questionIn } from '../../../application/questions/question.js';

/** Loads a question from its file, TypeScript or JavaScript, on any release of Node. @throws NoQuestionError */
export async function questionOfFile(path: string): Promise<Question> {
  if (!existsSync(path)) throw new NoQuestionError(`there is no file ${path}`);
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
