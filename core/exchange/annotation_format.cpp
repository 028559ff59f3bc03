#include "core/exchange/annotation_format.h"

#include <algorithm>
#include <array>

namespace creel {

Result<QStringList> AnnotationFormat::classesIn(const BytePath&) const
{
    return QStringList();
}

std::span<const AnnotationFormat* const> annotationFormats()
{
    static const std::array<const AnnotationFormat*, 10> formats{
        &yoloFormat(),      &cocoFormat(),        &vocFormat(),         &labelmeFormat(), &createMlFormat(),
        &retinaNetFormat(), &imageFolderFormat(), &huggingFaceFormat(), &csvFormat(),     &jsonLinesFormat()};
    return formats;
}

const AnnotationFormat* annotationFormat(QStringView name)
{
    const auto formats = annotationFormats();
    const auto found = std::ranges::find_if(
        formats, [name](const AnnotationFormat* format) { return format->name() == name; });
    return found == formats.end() ? nullptr : *found;
}

} // namespace creel
