import { readFileSync } from 'node:fs';
import type { Font } from 'fontkit';

// HarfBuzz, as WebAssembly: what fontkit makes of the scripts of India and around is wrong in places, or fails. Called without
// harfbuzzjs's own code, which is a module that CommonJS cannot load.

// neither the types of Node.js nor those of the language have it
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { exports: unknown };
};

interface HarfBuzz {
  memory: { buffer: ArrayBuffer; grow(pages: number): void };
  __wasm_call_ctors(): void;
  malloc(size: number): number;
  free(address: number): void;
  hb_blob_create(data: number, length: number, mode: number, userData: number, destroy: number): number;
  hb_face_create(blob: number, index: number): number;
  hb_font_create(face: number): number;
  hb_buffer_create(): number;
  hb_buffer_destroy(buffer: number): void;
  hb_buffer_add_utf16(buffer: number, text: number, length: number, offset: number, itemLength: number): void;
  hb_buffer_set_cluster_level(buffer: number, level: number): void;
  hb_buffer_guess_segment_properties(buffer: number): void;
  hb_buffer_set_direction(buffer: number, direction: number): void;
  hb_shape(font: number, buffer: number, features: number, count: number): void;
  hb_buffer_get_glyph_infos(buffer: number, length: number): number;
  hb_buffer_get_glyph_positions(buffer: number, length: number): number;
}

const writable = 2;
/** A mark is a cluster of its own, and not its letter's. */
const byCharacter = 1;
const leftToRight = 4;
const rightToLeft = 5;
/** Of hb_glyph_info_t and hb_glyph_position_t alike, in words of 4 bytes. */
const stride = 5;

const load = (): HarfBuzz => {
  const module = new WebAssembly.Module(readFileSync(require.resolve('harfbuzzjs/dist/harfbuzz.wasm')));
  const never = () => {
    throw new Error('HarfBuzz has given up');
  };
  const env = {
    _abort_js: never,
    _setitimer_js: never,
    _emscripten_runtime_keepalive_clear: never,
    emscripten_resize_heap: (size: number) => {
      harfBuzz.memory.grow(Math.ceil((size - harfBuzz.memory.buffer.byteLength) / 65_536));
      return 1;
    },
  };
  const instance = new WebAssembly.Instance(module, { env, wasi_snapshot_preview1: { proc_exit: never } });
  const harfBuzz = instance.exports as HarfBuzz;
  harfBuzz.__wasm_call_ctors();
  return harfBuzz;
};

let loaded: HarfBuzz | undefined;

interface ShapedGlyph {
  id: number;
  /** Where in the text the letters begin that it stands for. */
  cluster: number;
  xAdvance: number;
  yAdvance: number;
  xOffset: number;
  yOffset: number;
}

const readGlyphs = (hb: HarfBuzz, buffer: number, length: number): ShapedGlyph[] => {
  const infos = hb.hb_buffer_get_glyph_infos(buffer, length) / 4;
  const positions = hb.hb_buffer_get_glyph_positions(buffer, length) / 4;
  const words = new Int32Array(hb.memory.buffer);
  return Array.from({ length: words[length / 4] ?? 0 }, (_, i) => {
    const [id = 0, , cluster = 0] = words.subarray(infos + i * stride);
    const [xAdvance = 0, yAdvance = 0, xOffset = 0, yOffset = 0] = words.subarray(positions + i * stride);
    return { id, cluster, xAdvance, yAdvance, xOffset, yOffset };
  });
};

/** @param bytes of a font, as TrueType; they are kept for as long as the process lives */
const shaperOf = (bytes: Uint8Array): ((text: string, direction: number) => ShapedGlyph[]) => {
  const hb = (loaded ??= load());
  const data = hb.malloc(bytes.length);
  new Uint8Array(hb.memory.buffer).set(bytes, data);
  const font = hb.hb_font_create(hb.hb_face_create(hb.hb_blob_create(data, bytes.length, writable, 0, 0), 0));
  return (text, direction) => {
    const buffer = hb.hb_buffer_create();
    const utf16 = hb.malloc(text.length * 2 + 8);
    new Uint16Array(hb.memory.buffer, utf16, text.length).set(Array.from(text, (_, i) => text.charCodeAt(i)));
    hb.hb_buffer_add_utf16(buffer, utf16, text.length, 0, text.length);
    hb.hb_buffer_set_cluster_level(buffer, byCharacter);
    hb.hb_buffer_guess_segment_properties(buffer);
    hb.hb_buffer_set_direction(buffer, direction);
    hb.hb_shape(font, buffer, 0, 0);
    // their count is written over the text
    const glyphs = readGlyphs(hb, buffer, utf16);
    hb.free(utf16);
    hb.hb_buffer_destroy(buffer);
    return glyphs;
  };
};

/** Where pdfkit lets a font be told something: among the features that it passes to `layout`. */
export const directionFeatures = (rtl: boolean): string[] => (rtl ? ['rtl'] : []);

/**
 * The same font, of which `layout` gives what is to be drawn for a text of one direction, from left to right.
 * @param bytes of the font, as TrueType
 */
export const shapedByHarfBuzz = (font: Font, bytes: Uint8Array): Font => {
  const shape = shaperOf(bytes);
  const layout = (text: string, features: string[]) => {
    const positions = shape(text, features.includes('rtl') ? rightToLeft : leftToRight);
    const starts = [...new Set(positions.map(({ cluster }) => cluster)), text.length].sort((a, b) => a - b);
    const told = new Set<number>();
    const glyphs = positions.map(({ id, cluster }) => {
      // for who copies the text: the first glyph of a cluster stands for all of its letters
      const letters = told.has(cluster)
        ? (font.stringsForGlyph(id)[0] ?? '')
        : text.slice(cluster, starts[starts.indexOf(cluster) + 1]);
      told.add(cluster);
      const codePoints = Array.from(letters, (letter) => letter.codePointAt(0) ?? 0);
      return { id, codePoints, advanceWidth: font.getGlyph(id).advanceWidth };
    });
    const advanceWidth = positions.reduce((sum, { xAdvance }) => sum + xAdvance, 0);
    return { glyphs, positions, advanceWidth };
  };
  return Object.assign(font, { layout });
};
