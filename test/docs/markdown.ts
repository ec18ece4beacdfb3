import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

export const repositoryPath = (path: string): string => join(ROOT, path);

export const readText = (path: string): string => readFileSync(repositoryPath(path), 'utf8');

/** Every page of documentation, by its path in the repository. */
export function markdownFiles(): readonly string[] {
  const pages = readdirSync(repositoryPath('docs'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => join('docs', path));
  return ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...pages];
}

/** What a page links to within the repository, as paths of the repository. */
export function linkedFiles(page: string): readonly string[] {
  const targets = [...readText(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  return targets
    .filter((target) => !/^(https?:|#)/.test(target))
    .map((target) => relative(ROOT, join(ROOT, dirname(page), target.replace(/#.*$/, ''))));
}

/** The shell of a page that stands in blocks marked `bash runnable`, in order, as one script. */
export const runnableShell = (page: string): string =>
  [...readText(page).matchAll(/^```bash runnable\n(.*?)^```$/gms)].map(([, block = '']) => block).join('\n');

/** The files that a page shows whole, by their paths: blocks that are marked with one, `ts src/…`. */
export const shownFiles = (page: string): ReadonlyMap<string, string> =>
  new Map(
    [...readText(page).matchAll(/^```ts (\S+)\n(.*?)^```$/gms)].map(([, path = '', text = '']) => [
      repositoryPath(path),
      text,
    ]),
  );

/** What a page shows of the output of a program: blocks that are marked `text`. */
export const shownOutput = (page: string): readonly string[] =>
  [...readText(page).matchAll(/^```text\n(.*?)^```$/gms)].map(([, text = '']) => text.trimEnd());

/** The first column of the tables of a page, as far as it holds code: `` | `PORT` | … ``. */
export const namesInTables = (page: string): readonly string[] =>
  readText(page)
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((line) => [...(line.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, name = '']) => name));
