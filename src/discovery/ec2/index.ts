/** Instances of AWS EC2, as the control plane asks AWS for them. */
export { createEc2Discovery } from './ec2-discovery.ts';
