// Lesson 7: where weights of exactly zero do no harm, and where nothing ever moves.

/** @type {import("./lesson.js").Lesson} */
export const lesson = {
  id: "zero",
  title: "All weights zero",
  next: "relu",
  cards: [
    {
      text: [
        "A weight’s gradient is a product: the input from beneath times the gradient from above. Where one of them is 0, so is the product. Here the output weights W2 are 0 and the hidden weights W1 are drawn. Look at the ",
        { term: "weight gradients", panel: "weights" },
        ".",
      ],
      link: "#preset=kaiming&b=zero&out=std:0",
      panel: "weights",
      play: 0,
      question: {
        ask: "Which gradient is exactly 0 at step 0?",
        choices: ["W1’s", "W2’s", "Neither"],
        answer: 0,
        because: "The gradient goes back to the hidden neurons through W2 = 0. W2’s own needs only their activations.",
      },
      observe: "std of W1’s gradient {wgrad_first}, of W2’s {wgrad_last}.",
    },
    {
      text: [
        "The same network once more. Its first step moves W2 and leaves W1. Go on to step 100, and watch the ",
        { term: "loss", panel: "loss" },
        ".",
      ],
      link: "#preset=kaiming&b=zero&out=std:0",
      panel: "loss",
      play: 100,
      question: {
        ask: "Does W1 ever begin to learn?",
        choices: ["Never", "From the second step on"],
        answer: 1,
        because: "W2 isn’t 0 any more, so gradients pass. A zero output layer is harmless, and starts at ln V exactly.",
      },
      observe: "std of W1’s gradient {wgrad_first} by now, and the loss went from {first} to about {smooth}.",
    },
    {
      text: [
        "The other way round: W1 and the hidden biases are 0, W2 is drawn. Every neuron’s ",
        { term: "activation", panel: "layers" },
        " is tanh(0) = 0.",
      ],
      link: "#preset=kaiming&b=zero&w=std:0",
      panel: "weights",
      play: 0,
      question: {
        ask: "Which gradient is exactly 0 at step 0?",
        choices: ["W1’s", "W2’s", "Both"],
        answer: 1,
        because:
          "W2’s input is 0. W1 has inputs, and W2’s random weights give each neuron another gradient: they part.",
      },
      observe: "std of W1’s gradient {wgrad_first}, of W2’s {wgrad_last}. One step on, both learn.",
    },
    {
      text: [
        "Now both are 0, and so are all biases. Train it, and look at the ",
        { term: "weight gradients", panel: "weights" },
        ".",
      ],
      link: "#preset=kaiming&b=zero&w=std:0&out=std:0",
      panel: "loss",
      play: 500,
      question: {
        ask: "What can learn here?",
        choices: ["Everything, only later", "Only the output bias", "Nothing: the loss stays at ln V"],
        answer: 1,
        because:
          "Each weight’s gradient has a factor that is 0 and stays 0. The output bias needs neither input nor weight.",
      },
      observe:
        "The loss came down from {first} to about {smooth}: how often each character comes, whatever stands before it. Every weight gradient is exactly 0.",
    },
    {
      text: [
        "Last, a deep one: five hidden layers of zero weights beneath output weights that are drawn; biases begin at 0 and learn. Look at the ",
        { term: "layers", panel: "layers" },
        ".",
      ],
      link: "#preset=deep-gain-1&w=std:0",
      panel: "layers",
      play: 300,
      question: {
        ask: "After 300 steps, which hidden weights have moved?",
        choices: ["All of them", "Only layer 5’s", "None"],
        answer: 2,
        because:
          "Layer 5 gets a gradient but no input: layer 4 is 0. Layers 1 to 4 get no gradient through zero weights.",
      },
      observe:
        "Layer 5’s bias learns (its std is {std_last}) and so does the output layer. Hidden weights are 0 for good: that is why they are drawn at random.",
    },
  ],
};
