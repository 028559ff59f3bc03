#include "models/weights/safetensors.h"

/// Feeds libFuzzer's inputs to the .safetensors reader and looks at every byte it points to.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    const QByteArray bytes(reinterpret_cast<const char*>(data), qsizetype(size));
    const auto file = creel::parseSafetensors(bytes, QStringLiteral("input"));
    if (file)
        for (const creel::WeightTensor& tensor : file->tensors)
            if (tensor.offset < 0 ||
                tensor.offset + tensor.elementCount() * creel::bytesOf(tensor.type) > file->bytes.size())
                __builtin_trap();
    return 0;
}
