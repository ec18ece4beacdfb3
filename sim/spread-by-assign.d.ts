import type ts from 'typescript';

export declare const spreadByAssign: ts.TransformerFactory<ts.SourceFile>;
