export { type Backend, backendOptions, type Exchange, type Installed } from './backend.ts';
export { allBackends, backends } from './backends.ts';
export { type ConfigurationFile, configuration, type Inputs } from './configuration.ts';
export { checkExpectation, type Expectation, parseExpectation } from './expectation.ts';
export { installTransparentProxy, previewInstall, type Say, scriptInstall } from './install.ts';
export { duration as durationType } from './setting-type.ts';
export { type Config, environmentName, type SettingKey, settingKeys, settingOf } from './settings.ts';
export { describeStatus, readStatus, type Status } from './status.ts';
export { previewUninstall, uninstallTransparentProxy } from './uninstall.ts';
