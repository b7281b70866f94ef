/**
 * program is one in WebAssembly for proxies (ABI 0.2.1), 338 bytes: it says of each request that it was seen (`x-wasm: seen`). It
 * was assembled from this text:
 *
 *     (module
 *      (import "env" "proxy_add_header_map_value" (func $add (param i32 i32 i32 i32 i32) (result i32)))
 *      (memory (export "memory") 2)
 *      (data (i32.const 16) "x-wasmseen")
 *      (global $heap (mut i32) (i32.const 1024))
 *      (func (export "proxy_abi_version_0_2_1"))
 *      (func (export "proxy_on_memory_allocate") (param $n i32) (result i32) (local $at i32)
 *        global.get $heap local.set $at global.get $heap local.get $n i32.add global.set $heap local.get $at)
 *      (func (export "proxy_on_context_create") (param i32 i32))
 *      (func (export "proxy_on_vm_start") (param i32 i32) (result i32) i32.const 1)
 *      (func (export "proxy_on_configure") (param i32 i32) (result i32) i32.const 1)
 *      (func (export "proxy_on_request_headers") (param i32 i32 i32) (result i32)
 *        i32.const 0 i32.const 16 i32.const 6 i32.const 22 i32.const 4 call $add drop i32.const 0))
 */
export const program = Buffer.from(
  [
    'AGFzbQEAAAABJAZgBX9/f39/AX9gAABgAX8Bf2ACf38AYAJ/fwF/YAN/f38BfwIiAQNlbnYacHJveHlfYWRkX2hlYWRlcl9tYXBf',
    'dmFsdWUAAAMHBgECAwQEBQUDAQACBgcBfwFBgAgLB50BBwZtZW1vcnkCABdwcm94eV9hYmlfdmVyc2lvbl8wXzJfMQABGHByb3h5',
    'X29uX21lbW9yeV9hbGxvY2F0ZQACF3Byb3h5X29uX2NvbnRleHRfY3JlYXRlAAMRcHJveHlfb25fdm1fc3RhcnQABBJwcm94eV9v',
    'bl9jb25maWd1cmUABRhwcm94eV9vbl9yZXF1ZXN0X2hlYWRlcnMABgo1BgIACxEBAX8jACEBIwAgAGokACABCwIACwQAQQELBABB',
    'AQsRAEEAQRBBBkEWQQQQABpBAAsLEAEAQRALCngtd2FzbXNlZW4=',
  ].join(''),
  'base64',
);
