// Rules for the modules in js/, checked by maps.assets.build.
const browser = ['L', 'window', 'document', 'navigator', 'atob', 'Blob', 'Response', 'DecompressionStream', 'TextDecoder',
  'URL', 'URLSearchParams', 'Path2D', 'addEventListener', 'history', 'location', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'];
const errors = ['no-undef', 'prefer-const', 'eqeqeq', 'no-eval', 'no-implied-eval', 'no-new-func', 'no-redeclare', 'no-fallthrough',
  'no-unreachable', 'no-dupe-keys', 'no-const-assign', 'no-self-compare', 'no-unsafe-finally', 'use-isnan', 'valid-typeof', 'no-script-url',
  'no-var', 'no-duplicate-imports', 'no-import-assign', 'no-shadow'];

export default [{
  languageOptions: { sourceType: 'module', globals: Object.fromEntries(browser.map((name) => [name, 'readonly'])) },
  rules: {
    ...Object.fromEntries(errors.map((rule) => [rule, 'error'])),
    'no-unused-vars': ['error', { args: 'none', caughtErrors: 'none' }],
  },
}];
