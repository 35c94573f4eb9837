// What lies over the page, as one file that is fetched once the page is there: it has to be there when the network is not.
export { AskBeforeLeaving } from './ask-before-leaving';
export { KeyboardHelp } from './keyboard-help';
