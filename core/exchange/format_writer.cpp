#include "core/exchange/format_writer.h"

namespace creel {

QByteArray FormatWriter::partName(DatasetPart part, const char* valid)
{
    return part == DatasetPart::Valid ? QByteArray(valid) : creel::partName(part).toLatin1();
}

BytePath FormatWriter::partFolder(DatasetPart part, const char* valid) const
{
    return m_layout.hasParts && part != DatasetPart::None ? partName(part, valid) + '/' : BytePath();
}

Result<void> FormatWriter::writeClasses(const BytePath& name)
{
    return m_folder.write(name, (m_layout.classes.join(QLatin1Char('\n')) + QLatin1Char('\n')).toUtf8());
}

} // namespace creel
