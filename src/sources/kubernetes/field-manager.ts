/** fieldManager is by what name the API server knows what was written by us. */
export const fieldManager = 'fairlead';
