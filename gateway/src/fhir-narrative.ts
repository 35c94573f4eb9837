import type { Narrative } from 'fhir/r4';

/** Returns what a section says as a list for people; with a sentence alone where there is nothing to list. */
export function narrativeOf(sentence: string, lines: string[] = []): Narrative {
  const list = lines.length > 0 ? `<ul>${lines.map((line) => `<li>${escaped(line)}</li>`).join('')}</ul>` : '';
  return {
    status: 'generated',
    div: `<div xmlns="http://www.w3.org/1999/xhtml"><p>${escaped(sentence)}</p>${list}</div>`,
  };
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** What somebody typed stands for itself, and for no mark-up. */
function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => entities[sign] ?? '');
}
