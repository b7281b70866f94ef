/** fieldManager is the name under which the API server records the fields that we wrote. */
export const fieldManager = 'fairlead';
