let frame: HTMLIFrameElement | undefined;

/** Has the browser print a PDF without leaving the page. */
export function printPdf(pdf: Blob): void {
  if (frame) URL.revokeObjectURL(frame.src);
  frame?.remove();
  const next = document.createElement('iframe');
  next.className = 'print-frame';
  next.title = 'PDF';
  next.src = URL.createObjectURL(pdf);
  next.onload = () => {
    next.contentWindow?.focus();
    next.contentWindow?.print();
  };
  document.body.append(next);
  frame = next;
}
