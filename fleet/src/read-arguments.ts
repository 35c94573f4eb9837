import { parseArgs, type ParseArgsConfig } from 'node:util';
import { messageOf } from './fault';

/**
 * Returns the options and words that a program was given. It ends the program with 2, and says which option is unknown and what
 * may be written, where `config` does not take them.
 * @param usage the lines that `--help` would print
 */
export function readArguments<Config extends ParseArgsConfig>(
  usage: string,
  config: Config,
): ReturnType<typeof parseArgs<Config>> {
  try {
    return parseArgs(config);
  } catch (error) {
    // what follows is advice for words that begin with a dash
    const [sentence = ''] = messageOf(error).split(/\.\s|\n/);
    return refuse(sentence.replace(/\.?$/, '.'), usage);
  }
}

/** Returns the number that was written for an option or as a word. Ends the program with 2 where it is none, or less than `least`. */
export function readNumber(text: string, usage: string, least = 0): number {
  const number = Number(text);
  if (text.trim() !== '' && Number.isFinite(number) && number >= least) return number;
  return refuse(`'${text}' is not a number from ${least} on.`, usage);
}

/** Says what is wrong with how a program was called, and how it is called, and ends it with 2. */
export function refuse(sentence: string, usage: string): never {
  process.stderr.write(`${sentence}\n${usage}\n`);
  process.exit(2);
}
