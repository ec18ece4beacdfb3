import { problemCodes, PROBLEMS } from './table.js';

/** The page that every problem's `type` points into. */
export function problemsPage(): string {
  const rows = problemCodes().map((code) => {
    const { status, title, action } = PROBLEMS[code];
    const cells = [`<code>${code}</code>`, String(status), escapeHtml(title), withCode(escapeHtml(action))];
    return `<tr id="${code}">${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
  });
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Problems - Shoutouts</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse } td, th { text-align: left; padding: .3rem .8rem; border-bottom: 1px solid #ddd }
tr:target { background: #fff3c4 }
</style></head>
<body>
<h1>Problems</h1>
<p>Refusals are <code>application/problem+json</code> (RFC 9457). Go by <code>code</code>: codes do not change.</p>
<table>
<thead><tr><th>Code</th><th>Status</th><th>What it means</th><th>What to do</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>
</body>
</html>
`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
/** Backticks, as in Markdown. */
const withCode = (html: string): string => html.replace(/`([^`]+)`/g, '<code>$1</code>');
const escapeHtml = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? '');
