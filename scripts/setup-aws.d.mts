/** awsEnvironment is the folder of Python's programs for suites that call AWS. */
export const awsEnvironment: string;
