/** version is Fairlead's own, as in package.json. */
export const version = '0.1.0';
