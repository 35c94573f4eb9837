// As a pharmacy would: reads the page's text, scans its code, and checks that by the published keys, with libraries that the
// service does not use. A program of its own, because they are ES modules. Takes {pdf, keys} on standard input.
import { text } from 'node:stream/consumers';
import { compactVerify, createLocalJWKSet } from 'jose';
import jsQR from 'jsqr';
import * as mupdf from 'mupdf';

const { pdf, keys } = JSON.parse(await text(process.stdin));
const document = mupdf.Document.openDocument(Buffer.from(pdf, 'base64'), 'application/pdf');
const page = document.loadPage(0);
const image = page.toPixmap(mupdf.Matrix.scale(2, 2), mupdf.ColorSpace.DeviceRGB, false);
const [width, height, rgb] = [image.getWidth(), image.getHeight(), image.getPixels()];
const rgba = new Uint8ClampedArray(width * height * 4).fill(255);
for (let i = 0; i < width * height; i++) rgba.set(rgb.subarray(i * 3, i * 3 + 3), i * 4);
const scanned = jsQR(rgba, width, height);
const { payload } = await compactVerify(scanned.data, createLocalJWKSet(keys));
process.stdout.write(
  JSON.stringify({
    pages: document.countPages(),
    text: page.toStructuredText().asText(),
    code: scanned.data,
    claims: JSON.parse(new TextDecoder().decode(payload)),
  }),
);
