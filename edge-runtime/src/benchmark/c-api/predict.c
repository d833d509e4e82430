/*
 * The same work as Predict.java through ONNX Runtime's C API: one thread, tensors over memory that
 * is reused, the output pinned.
 *
 *   predict MODEL INPUT OUTPUT SAMPLES.f32 CALLS
 *
 * SAMPLES.f32 holds samples of shape [1, 1, 28, 28], the answer is of shape [1, 10]. For each line
 * on standard input a round of CALLS predictions is run, and its median in microseconds printed.
 */
#include <onnxruntime_c_api.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { PIXELS = 784, CLASSES = 10 };

static const OrtApi *ort;

static void require(OrtStatus *status) {
  if (status != NULL) {
    fprintf(stderr, "%s\n", ort->GetErrorMessage(status));
    exit(1);
  }
}

static double micros(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1e6 + now.tv_nsec / 1e3;
}

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

int main(int argc, char **argv) {
  if (argc != 6) {
    fprintf(stderr, "usage: predict MODEL INPUT OUTPUT SAMPLES.f32 CALLS\n");
    return 2;
  }
  const char *input_name = argv[2], *output_name = argv[3];
  const int calls = atoi(argv[5]);

  FILE *file = fopen(argv[4], "rb");
  if (file == NULL) {
    perror(argv[4]);
    return 1;
  }
  fseek(file, 0, SEEK_END);
  const long count = ftell(file) / (long)(PIXELS * sizeof(float));
  rewind(file);
  float *samples = malloc(count * PIXELS * sizeof(float));
  if (count == 0 || fread(samples, PIXELS * sizeof(float), count, file) != (size_t)count) {
    fprintf(stderr, "%s holds no samples\n", argv[4]);
    return 1;
  }
  fclose(file);

  ort = OrtGetApiBase()->GetApi(ORT_API_VERSION);
  OrtEnv *environment;
  require(ort->CreateEnv(ORT_LOGGING_LEVEL_WARNING, "predict", &environment));
  OrtSessionOptions *options;
  require(ort->CreateSessionOptions(&options));
  require(ort->SetIntraOpNumThreads(options, 1));
  OrtSession *session;
  require(ort->CreateSession(environment, argv[1], options, &session));

  float input[PIXELS], output[CLASSES];
  const int64_t input_shape[] = {1, 1, 28, 28}, output_shape[] = {1, CLASSES};
  OrtMemoryInfo *memory;
  require(ort->CreateCpuMemoryInfo(OrtArenaAllocator, OrtMemTypeDefault, &memory));
  OrtValue *input_tensor = NULL, *output_tensor = NULL;
  require(ort->CreateTensorWithDataAsOrtValue(memory, input, sizeof input, input_shape, 4,
                                              ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT, &input_tensor));
  require(ort->CreateTensorWithDataAsOrtValue(memory, output, sizeof output, output_shape, 2,
                                              ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT, &output_tensor));

  double *times = malloc(calls * sizeof(double));
  char line[64];
  while (fgets(line, sizeof line, stdin) != NULL) {
    long classes = 0;
    for (int call = 0; call < calls; call++) {
      const float *sample = samples + (call % count) * PIXELS;
      const double begin = micros();
      memcpy(input, sample, sizeof input);
      require(ort->Run(session, NULL, &input_name, (const OrtValue *const *)&input_tensor, 1,
                       &output_name, 1, &output_tensor));
      int largest = 0;
      for (int i = 1; i < CLASSES; i++) {
        largest = output[i] > output[largest] ? i : largest;
      }
      times[call] = micros() - begin;
      classes += largest;
    }
    qsort(times, calls, sizeof(double), ascending);
    printf("%.2f %ld\n", times[calls / 2], classes);
    fflush(stdout);
  }
  return 0;
}
