// Lesson 9: LayerNorm normalizes each example by itself, which is what transformers need.

/** @type {import("./lesson.js").Card[]} */
export const cards = [
  {
    text: "LayerNorm (Ba et al., 2016) does the same computation as BatchNorm along the other axis: BatchNorm normalizes one neuron over all examples, LayerNorm one example over all its neurons. Both have γ and β for each neuron. This network has it in every [layer](layers).",
    link: "#preset=deep-batchnorm&norm=layer",
    panel: "layers",
    question: {
      ask: "What does one example’s output depend on?",
      choices: ["On its minibatch", "On itself alone", "On running averages"],
      answer: 1,
      because: "Mean and std are computed over its own neurons. No other example is involved.",
    },
    observe:
      "It starts out as healthy as with BatchNorm: std {std_first} in layer 1, {std_last} in layer 5, {saturated} saturated at most.",
  },
  {
    text: "BatchNorm needs at least two examples: this page rejects it with one, since a single value has no spread. Here is LayerNorm with a [batch size](controls) of 1.",
    link: "#preset=deep-batchnorm&norm=layer&batch=1",
    panel: "loss",
    play: 300,
    question: {
      ask: "Does it train?",
      choices: ["No", "Yes, with a noisy loss"],
      answer: 1,
      because: "Its statistics are computed over a hundred neurons, however many examples there are.",
    },
    observe: "From {first} to {smooth} (smoothed). Each point of the raw curve is one example’s loss, so it is noisy.",
  },
  {
    text: "With BatchNorm, training and inference use different statistics, which is a common source of bugs. Train this network, then look for [running statistics](norm).",
    link: "#preset=deep-batchnorm&norm=layer",
    panel: "norm",
    play: 200,
    question: {
      ask: "What does LayerNorm change between training and inference?",
      choices: ["Nothing", "It switches to running averages", "It drops γ and β"],
      answer: 0,
      because: "Each example has its own statistics. There is nothing to keep, and nothing to calibrate.",
    },
    observe: "The smoothed loss is {smooth}. The panel shows no running statistics, because there are none.",
  },
  {
    text: "Transformers read sequences of any length, in small batches or spread over machines, and generate one token at a time. Their norm (LayerNorm, or RMSNorm, which omits the mean) acts on each token’s features. Names [sampled](samples) here are generated in the same way, a character at a time.",
    link: "#preset=deep-batchnorm&norm=layer",
    panel: "samples",
    play: 300,
    question: {
      ask: "Why not BatchNorm there?",
      choices: [
        "Its statistics would depend on batch, length and place in the sequence",
        "It has too many parameters",
        "It can’t be differentiated",
      ],
      answer: 0,
      because: "With LayerNorm, a token is treated the same in any batch, at any length, in training and in use.",
    },
    observe: "After {step} steps the smoothed loss is {smooth}, and the samples start to look like names.",
  },
];
