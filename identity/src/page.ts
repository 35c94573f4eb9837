/** Returns the text as HTML that shows it. */
export function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

const style = `body { font: 1rem/1.5 system-ui, sans-serif; max-width: 32rem; margin: 3rem auto; padding: 0 1rem; color: #1b1b1b; background: #fff }
.warning { border: 3px solid #b45309; padding: .5rem 1rem; background: #fffbeb }
.error { border-left: 4px solid #b91c1c; padding: .5rem 1rem; background: #fef2f2 }
label { display: block; margin-top: 1rem; font-weight: 600 }
input { font: inherit; width: 100%; padding: .5rem; box-sizing: border-box; border: 1px solid #555; border-radius: 4px }
fieldset { margin-top: 1rem; border: 1px solid #555; border-radius: 4px }
legend { font-weight: 600 }
.choice { font-weight: 400; margin-top: .25rem; padding: .25rem 0 }
.choice input { width: auto }
button { font: inherit; margin-top: 1.5rem; padding: .5rem 1.5rem; border: 0; border-radius: 4px; background: #1d4ed8; color: #fff }
button.second { background: #fff; color: #1d4ed8; border: 1px solid #1d4ed8; margin-left: .5rem }
:focus-visible { outline: 3px solid #1d4ed8; outline-offset: 2px }`;

/** Returns a whole page; nothing on it comes from elsewhere. */
export function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><style>${style}</style></head>
<body><main>
<h1>${title}</h1>
<p class="warning"><strong>This is a development provider.</strong> Its people are samples. It is not for real patients.</p>
${content}
</main></body>
</html>
`;
}
