// The library looks for this at its start.
import 'reflect-metadata';

export * as x509 from '@peculiar/x509';
