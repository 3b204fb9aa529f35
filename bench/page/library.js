// The bundled parts of TensorFlow.js: its core, its gradients and its wasm backend.

import "@tensorflow/tfjs-core/dist/register_all_gradients";

export { setThreadsCount, setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
export * from "@tensorflow/tfjs-core";
