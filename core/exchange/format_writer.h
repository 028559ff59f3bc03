#pragma once

#include "core/exchange/annotation_format.h"
#include "core/exchange/export_folder.h"

#include <map>

namespace creel {

/// What the writers of all formats share: the folder they fill, and how it is laid out.
class FormatWriter : public AnnotationWriter
{
public:
    FormatWriter(ExportFolder& folder, const ExportLayout& layout) : m_folder(folder), m_layout(layout) {}

protected:
    /// What the format calls the part; `valid` is its word for validation photos. Empty for None.
    static QByteArray partName(DatasetPart part, const char* valid);
    /// "train/" where the export has parts, else empty.
    BytePath partFolder(DatasetPart part, const char* valid) const;
    /// Writes a file with a class a line, in the order that gives each its number.
    Result<void> writeClasses(const BytePath& name);

    ExportFolder& m_folder;
    const ExportLayout m_layout;
};

/// The files of an export that has one a part, each made when the first photo comes to it.
using PartFiles = std::map<DatasetPart, std::unique_ptr<ExportFile>>;

/// A format whose exports a `Writer` makes.
template<class Writer>
class WrittenFormat : public AnnotationFormat
{
public:
    std::unique_ptr<AnnotationWriter> makeWriter(ExportFolder& folder,
                                                 const ExportLayout& layout) const override
    {
        return std::make_unique<Writer>(folder, layout);
    }
};

} // namespace creel
