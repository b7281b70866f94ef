export { askOverTcp, askOverUdp, framed, largestDatagram, type ReadAnswer } from './ask-over.ts';
