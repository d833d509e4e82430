/** An application that serves the model which its own build made. */
package io.edge4j.example;
